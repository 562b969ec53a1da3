using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>Each way to join a member wrongly: a condition and an event that name the cause, and health once the cause is gone.</summary>
[Collection(nameof(RealFleet))]
public sealed class BadMemberTests(RealFleet fleet)
{
    private (string Key, string Value)[] Good => [("token", fleet.Spare.Token), ("caBundle", fleet.Spare.CaBundlePem)];

    [RealServerFact]
    public Task An_endpoint_that_nobody_listens_at() => BreaksAndHealsAsync(
        "nobody-listens",
        name => fleet.JoinAsync(name, new Uri($"https://127.0.0.1:{LoopbackPorts.Take()}"), Good),
        "Reachable", "ConnectFailed", ["127.0.0.1"],
        name => fleet.JoinAsync(name, fleet.Spare.Endpoint, Good));

    [RealServerFact]
    public Task A_token_that_the_member_does_not_know() => BreaksAndHealsAsync(
        "wrong-token",
        name => fleet.JoinAsync(name, fleet.Spare.Endpoint, ("token", "no-such-token"), ("caBundle", fleet.Spare.CaBundlePem)),
        "CredentialsValid", "Unauthorized", ["401"],
        name => fleet.SetSecretAsync(name, Good));

    [RealServerFact]
    public async Task A_token_that_may_do_nothing_is_named_by_the_bindings_that_need_it()
    {
        const string Name = "powerless";
        await using var shop = await Workspace.CreateAsync(fleet, Name);
        await fleet.JoinAsync(Name, fleet.Spare.Endpoint, ("token", fleet.Spare.PowerlessToken), ("caBundle", fleet.Spare.CaBundlePem));
        try
        {
            await shop.ApplyDeploymentAsync("web", 2);
            await shop.ApplyPolicyAsync("web", Manifests.Duplicated(fleet.Members[0].Name, Name));
            await shop.ReplicasBecomeAsync("web", 2);
            var binding = await shop.BindingPathAsync("web");
            await fleet.ConditionAsync(binding, "FullyApplied", "False");
            await Eventually.HoldsAsync(async () =>
            {
                var message = Conditions.Message(await fleet.Hub.Client.GetAsync(binding), "FullyApplied");
                return message.Contains(Name, StringComparison.Ordinal) && message.Contains("forbidden", StringComparison.OrdinalIgnoreCase) ? null : message;
            });

            await fleet.SetSecretAsync(Name, Good);
            await fleet.ConditionAsync(binding, "FullyApplied", "True");
            Assert.NotNull(await fleet.Spare.Client.GetAsync(KubePaths.Deployment(shop.Namespace, "web")));
        }
        finally
        {
            await shop.DisposeAsync();
            await fleet.LeaveAsync(Name);
        }
    }

    [RealServerFact]
    public Task A_certificate_authority_that_is_not_the_members() => BreaksAndHealsAsync(
        "wrong-ca",
        name => fleet.JoinAsync(name, fleet.Spare.Endpoint, ("token", fleet.Spare.Token), ("caBundle", fleet.Hub.CaBundlePem)),
        "Reachable", "CertificateInvalid", ["certificate"],
        name => fleet.SetSecretAsync(name, Good));

    [RealServerFact]
    public Task A_Secret_that_does_not_exist() => BreaksAndHealsAsync(
        "no-secret",
        name => fleet.Hub.Client.ApplyAsync(KubePaths.MemberCluster(name), Manifests.Member(name, fleet.Spare.Endpoint, name)),
        "CredentialsValid", "SecretMissing", [Manifests.SystemNamespace, "no-secret"],
        name => fleet.SetSecretAsync(name, Good));

    [RealServerFact]
    public Task A_Secret_without_a_token() => BreaksAndHealsAsync(
        "no-token",
        name => fleet.JoinAsync(name, fleet.Spare.Endpoint, ("caBundle", fleet.Spare.CaBundlePem)),
        "CredentialsValid", "SecretInvalid", ["token"],
        name => fleet.SetSecretAsync(name, Good));

    [RealServerFact]
    public Task A_kubeconfig_that_is_not_YAML() => BreaksAndHealsAsync(
        "not-yaml",
        name => fleet.JoinAsync(name, fleet.Spare.Endpoint, ("kubeconfig", "clusters: [\n  broken: {")),
        "CredentialsValid", "SecretInvalid", ["kubeconfig"],
        name => fleet.SetSecretAsync(name, ("kubeconfig", fleet.Spare.Kubeconfig())));

    [RealServerFact]
    public Task A_kubeconfig_that_wants_to_run_a_program() => BreaksAndHealsAsync(
        "wants-exec",
        name => fleet.JoinAsync(name, fleet.Spare.Endpoint, ("kubeconfig", WithExec())),
        "CredentialsValid", "KubeconfigRefused", ["exec"],
        name => fleet.SetSecretAsync(name, ("kubeconfig", fleet.Spare.Kubeconfig())));

    private string WithExec() => fleet.Spare.Kubeconfig().Replace(
        $"token: \"{fleet.Spare.Token}\"",
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: [owned], interactiveMode: Never}",
        StringComparison.Ordinal);

    private async Task BreaksAndHealsAsync(
        string name, Func<string, Task> join, string condition, string reason, string[] words, Func<string, Task> heal)
    {
        await fleet.OperatorAsync();
        var path = KubePaths.MemberCluster(name);
        try
        {
            await join(name);
            await fleet.ConditionAsync(path, condition, "False", reason);
            await fleet.ConditionAsync(path, "Ready", "False");
            var message = Conditions.Message(await fleet.Hub.Client.GetAsync(path), condition);
            Assert.All(words, word => Assert.Contains(word, message, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(fleet.Spare.Token, message, StringComparison.Ordinal);
            await fleet.EventAsync("MemberCluster", name, words);
            await OthersWorkAsync();

            await heal(name);
            await fleet.ReadyAsync(name);
        }
        finally
        {
            await fleet.LeaveAsync(name);
        }
    }

    private async Task OthersWorkAsync()
    {
        await using var shop = await Workspace.CreateAsync(fleet, "others");
        await shop.ApplyDeploymentAsync("web", 10);
        await shop.ApplyPolicyAsync("web", shop.ThirtySeventy());
        await shop.ReplicasBecomeAsync("web", 3, 7);
    }
}
