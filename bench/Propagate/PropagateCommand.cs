using System.CommandLine;

namespace Loadline.Bench.Propagate;

/// <summary>The propagate verb: its options, and the exit code of its run.</summary>
internal static class PropagateCommand
{
    public static Command Create()
    {
        var hub = new Option<string?>("--hub") { Description = "The hub's URL. Without it, etcd and kube-apiserver are started here" };
        var members = new Option<string?>("--members") { Description = "The three members' URLs, separated by commas" };
        var token = new Option<string?>("--token") { Description = "A token that may do everything on the hub and the members; default: LOADLINE_TOKEN" };
        var ca = new Option<string?>("--ca") { Description = "CA file of these servers; without it, what they present is trusted" };
        var rate = new Option<double>("--rate") { Description = "Deployments per second; 0 = as fast as possible, 8 in flight", DefaultValueFactory = _ => 5 };
        var count = new Option<int>("--count") { Description = "Deployments to create", DefaultValueFactory = _ => 100 };
        var operatorPath = new Option<string?>("--operator")
        {
            Description = "Loadline.Operator.dll to start, 'external' if one runs already, 'none' for the bench's own writes; default: publish ours",
        };
        var noOperator = new Option<bool>("--no-operator") { Description = "Same as --operator none: the ceiling without an operator in between" };
        var blackHole = new Option<bool>("--black-hole") { Description = "Compare with and without a fourth member that accepts and never answers" };
        var command = new Command("propagate", "From the answer to a Deployment's POST until three members show the right replicas")
        {
            hub, members, token, ca, rate, count, operatorPath, noOperator, blackHole,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = new PropagateSettings
            {
                Hub = parsed.GetValue(hub) is { } url ? new Uri(url) : null,
                Members = [.. (parsed.GetValue(members) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(member => new Uri(member))],
                Token = parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("LOADLINE_TOKEN"),
                CaFile = parsed.GetValue(ca),
                Rate = parsed.GetValue(rate),
                Count = parsed.GetValue(count),
                Operator = parsed.GetValue(noOperator) ? "none" : parsed.GetValue(operatorPath),
                BlackHole = parsed.GetValue(blackHole),
            };
            if (Complaint(settings) is { } complaint)
            {
                await Console.Error.WriteLineAsync(complaint);
                return 2;
            }

            return await PropagateRun.RunAsync(settings, Console.Out, cancellationToken);
        });
        return command;
    }

    private static string? Complaint(PropagateSettings settings) => settings switch
    {
        { Hub: not null, Token: null } => "--hub needs --token or LOADLINE_TOKEN",
        { Hub: not null, Members.Count: not 3 } => "--hub needs --members with three URLs",
        { Count: < 1 } => "--count must be at least 1",
        { Rate: < 0 } => "--rate must not be negative",
        { BlackHole: true, WithoutOperator: true } => "--black-hole measures an operator; it makes no sense with --no-operator",
        _ => null,
    };
}
