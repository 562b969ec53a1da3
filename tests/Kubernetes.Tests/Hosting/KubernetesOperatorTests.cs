using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Kubernetes.Tests.Faults;
using Loadline.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Loadline.Kubernetes.Tests.Hosting;

/// <summary>An operator as an author writes one, against the simulator in virtual time.</summary>
public sealed class KubernetesOperatorTests : IDisposable
{
    private const string Finalizer = "widgets.example.com/cleanup";
    private static readonly ResourceType Widgets = new("", "v1", "configmaps", "ConfigMap", true);
    private readonly VirtualCluster _cluster = new();
    private readonly List<Instance> _instances = [];
    private readonly World _world = new();
    private readonly KubeClient _user;

    public KubernetesOperatorTests() => _user = _cluster.Connect();

    public void Dispose()
    {
        foreach (var instance in _instances) instance.Stop.Cancel();
        _cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        foreach (var instance in _instances) instance.Dispose();
        _user.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public void FN1_The_finalizer_is_on_an_entity_before_anything_is_done_for_it()
    {
        Start();
        Create("a");
        Assert.True(Until(() => _world.Made.ContainsKey("a")));
        Assert.Equal([Finalizer], Assert.Single(_world.FinalizersSeen.Distinct()).Split(','));
    }

    [Fact]
    public void FN4_What_was_cleaned_up_is_committed_although_the_operator_is_asked_to_stop_meanwhile()
    {
        var instance = Start();
        Create("a");
        Assert.True(Until(() => _world.Made.ContainsKey("a")));
        _world.WhileFinalizing = () => instance.Stop.Cancel();
        Delete("a");
        Assert.True(Until(() => Read("a") is null, 5));
        Assert.Empty(_world.Made);
    }

    [Fact]
    public void FN4_A_crash_between_clean_up_and_the_removal_of_the_finalizer_repeats_the_clean_up_and_leaks_nothing()
    {
        var first = Start();
        Create("a");
        Assert.True(Until(() => _world.Made.ContainsKey("a")));
        _world.WhileFinalizing = first.Crash;
        Delete("a");
        Assert.True(Until(() => _world.Made.Count == 0));
        Assert.NotNull(Read("a"));
        _world.WhileFinalizing = null;
        Start();
        Assert.True(Until(() => Read("a") is null));
        Assert.Equal(2, _world.Finalized);
    }

    [Fact]
    public void CL1_A_failure_is_never_dropped_and_a_later_look_comes_at_its_time()
    {
        _world.Failures = 12;
        Start();
        Create("a");
        // 5 ms doubling twelve times is 20 s.
        Assert.True(Until(() => _world.Made.ContainsKey("a"), 30));
        _world.RequeueAfter = TimeSpan.FromMinutes(10);
        Change("a", "2");
        Assert.True(Until(() => _world.Made["a"] == "2"));
        var looks = _world.Looks;
        _cluster.Loop.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(looks + 3, _world.Looks);
    }

    [Fact]
    public void CL7_A_standby_that_takes_over_reconciles_without_reading_the_cluster_again()
    {
        for (var i = 0; i < 20; i++) Create($"item-{i}");
        var first = Start("first");
        Assert.True(Until(() => _world.Made.Count == 20));
        var second = Start("second");
        _cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        _world.Made.Clear();
        first.Crash();
        second.Requests.Clear();
        Assert.True(Until(() => _world.Made.Count == 20, 40));
        Assert.DoesNotContain(second.Requests, static r => r.StartsWith("GET /api/v1/configmaps", StringComparison.Ordinal));
    }

    [Fact]
    public void LE8_A_leader_whose_lease_is_over_sends_no_write()
    {
        var first = Start("first");
        Assert.True(Until(() => first.Leads));
        first.Unlease();
        _cluster.Loop.Advance(TimeSpan.FromSeconds(11));
        first.Requests.Clear();
        Create("a");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(first.Requests, static r => r.StartsWith("PATCH", StringComparison.Ordinal));
        Assert.Empty(_world.Made);
        Assert.IsType<LeadershipLostException>(first.Run.Exception?.InnerException);
    }

    [Fact]
    public void Entities_are_read_and_written_by_their_types()
    {
        var instance = Start();
        var client = instance.Services.GetRequiredService<IKubernetesClient>();
        var made = Do(() => client.SaveAsync(new Widget { Metadata = new() { Name = "typed", Namespace = "default" }, Data = new() { ["size"] = "1" } }));
        Assert.False(string.IsNullOrEmpty(made.Metadata!.ResourceVersion));
        Assert.True(Until(() => _world.Made.ContainsKey("typed")));
        var present = Do(() => client.GetAsync<Widget>("typed", "default"))!;
        var changed = Do(() => client.SaveAsync(present with { Data = new() { ["size"] = "2" } }));
        Assert.Equal("2", Do(() => client.GetAsync<Widget>("typed", "default"))!.Data!["size"]);
        Assert.Single(Do(() => client.ListAsync<Widget>("default")), static w => w.Metadata!.Name == "typed");
        var stale = Assert.Throws<StatusException>(() => Do(() => client.UpdateAsync(made)));
        Assert.True(stale.IsConflict);
        Do(async () =>
        {
            await client.DeleteAsync(changed);
            return 0;
        });
        Assert.True(Until(() => Do(() => client.GetAsync<Widget>("typed", "default")) is null));
        Assert.True(Until(() => _world.Deleted.Contains("typed")));
    }

    [Theory]
    [InlineData("cleanup")]
    [InlineData("/cleanup")]
    [InlineData("example.com/")]
    [InlineData("example.com/a-name-that-is-longer-than-the-sixty-three-characters-that-are-allowed")]
    public void FN2_A_finalizer_must_be_a_domain_and_a_name(string identifier)
    {
        var builder = new ServiceCollection().AddKubernetesOperator();
        Assert.Throws<ArgumentException>(() => builder.AddFinalizer<WidgetFinalizer, Widget>(identifier));
    }

    private Instance Start(string? leaseIdentity = null)
    {
        var instance = new Instance(_cluster, _world, leaseIdentity);
        _instances.Add(instance);
        _cluster.Loop.Start(() => instance.Run = instance.Operator.RunAsync(instance.Stop.Token));
        return instance;
    }

    private bool Until(Func<bool> done, double seconds = 20) => _cluster.Loop.AdvanceUntil(done, TimeSpan.FromSeconds(seconds));

    private T Do<T>(Func<Task<T>> action)
    {
        var task = _cluster.Loop.Start(action);
        _cluster.Loop.Settle();
        Assert.True(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    private void Create(string name) => Put(name, "1");

    private void Change(string name, string size)
    {
        var patch = System.Text.Encoding.UTF8.GetBytes($$$"""{"metadata":{"labels":{"size":"{{{size}}}"}},"data":{"size":"{{{size}}}"}}""");
        Do(() => _user.PatchAsync(Widgets, "default", name, PatchKind.Merge, patch, "user", default));
    }

    private void Put(string name, string size)
    {
        var json = System.Text.Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"size":"{{{size}}}"}}""");
        Do(() => _user.CreateAsync(Widgets, "default", json, "user", default));
    }

    private void Delete(string name) => Do(() => _user.DeleteAsync(Widgets, "default", name, new(), default));

    private KubeObject? Read(string name) => Do(() => _user.GetAsync(Widgets, "default", name, default));

    /// <summary>What the operator manages, and what it was asked.</summary>
    private sealed class World
    {
        public Dictionary<string, string> Made { get; } = [];

        public List<string> Deleted { get; } = [];

        public List<string> FinalizersSeen { get; } = [];

        public int Looks { get; set; }

        public int Finalized { get; set; }

        public int Failures { get; set; }

        public TimeSpan? RequeueAfter { get; set; }

        public Action? WhileFinalizing { get; set; }
    }

    private sealed class WidgetController(World world) : IEntityController<Widget>
    {
        public Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken)
        {
            world.Looks++;
            world.FinalizersSeen.Add(string.Join(',', entity.Metadata!.Finalizers ?? []));
            if (world.Failures-- > 0) return Task.FromResult(ReconciliationResult<Widget>.Failure(entity, "not yet"));
            world.Made[entity.Metadata.Name!] = entity.Data!["size"];
            return Task.FromResult(ReconciliationResult<Widget>.Success(entity, world.RequeueAfter));
        }

        public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken)
        {
            world.Deleted.Add(entity.Metadata!.Name!);
            return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
        }
    }

    private sealed class WidgetFinalizer(World world) : IEntityFinalizer<Widget>
    {
        public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancellationToken)
        {
            world.Made.Remove(entity.Metadata!.Name!);
            world.Finalized++;
            world.WhileFinalizing?.Invoke();
            return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
        }
    }

    /// <summary>One process.</summary>
    private sealed class Instance : IDisposable
    {
        private bool _crashed;
        private bool _unleased;

        public Instance(VirtualCluster cluster, World world, string? leaseIdentity)
        {
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(cluster.Time);
            services.AddSingleton(cluster.Transport(Seen));
            services.AddSingleton(world);
            if (leaseIdentity is not null) services.AddSingleton(new LeaderElectionOptions { Identity = leaseIdentity });
            services.AddKubernetesOperator(new() { Name = "widgets", LeaseNamespace = leaseIdentity is null ? null : "default", Namespace = null })
                .AddController<WidgetController, Widget>(WidgetJsonContext.Default.Widget)
                .AddFinalizer<WidgetFinalizer, Widget>(Finalizer);
            Services = services.BuildServiceProvider();
            Operator = (KubernetesOperator)Services.GetRequiredService<IHostedService>();
        }

        public ServiceProvider Services { get; }

        public KubernetesOperator Operator { get; }

        public CancellationTokenSource Stop { get; } = new();

        public Task Run { get; set; } = Task.CompletedTask;

        public List<string> Requests { get; } = [];

        public bool Leads => Requests.Exists(static r => r.StartsWith("PUT", StringComparison.Ordinal) && r.Contains("widgets-leader", StringComparison.Ordinal));

        /// <summary>The process is gone in the middle of what it does: nothing that it sends arrives any more.</summary>
        public void Crash()
        {
            _crashed = true;
            Stop.Cancel();
        }

        /// <summary>Only the lease cannot be reached any more.</summary>
        public void Unlease() => _unleased = true;

        public void Dispose()
        {
            Services.Dispose();
            Stop.Dispose();
        }

        private RequestFault? Seen(FaultTarget request)
        {
            if (_crashed) return new() { Reset = true };
            if (_unleased && request.Path.Contains("/leases/", StringComparison.Ordinal)) return new() { Reset = true };
            Requests.Add($"{request.Method} {request.Path}");
            return null;
        }
    }
}
