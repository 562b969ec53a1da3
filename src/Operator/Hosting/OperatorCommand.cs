using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Loadline.Operator.Hosting;

/// <summary>The command line: every option is a flag, and an environment variable <c>LOADLINE_</c> + the flag in capitals.</summary>
internal static class OperatorCommand
{
    public static RootCommand Create(Func<OperatorOptions, CancellationToken, Task<int>> run)
    {
        var kubeconfig = Text("--kubeconfig", "Path of the hub's kubeconfig. Default: $KUBECONFIG, then ~/.kube/config, then the pod's service account.");
        var context = Text("--context", "Context of the kubeconfig. Default: its current context.");
        var ns = Option("--namespace", "Namespace of the operator: its lease and the members' Secrets.", "loadline-system", static s => s);
        var hubId = Text("--hub-id", "Identity of this hub on the objects it places. Default: the uid of the hub's kube-system namespace.");
        var leaderElect = Option("--leader-elect", "Act only while holding the lease 'loadline-operator'.", true, bool.Parse);
        var installCrds = Option("--install-crds", "Apply the CustomResourceDefinitions at start-up.", false, bool.Parse);
        var metrics = Option("--metrics-bind-address", "Where /metrics is served, host:port or :port; 0 turns it off.", ":8080", static s => s);
        var health = Option("--health-probe-bind-address", "Where /healthz and /readyz are served, host:port or :port; 0 turns them off.", ":8081", static s => s);
        var templateStatus = Option("--template-status", "Write aggregated status into templates: Auto (only where no kube-controller-manager runs), Always, Never.",
            TemplateStatusMode.Auto, static s => Enum.Parse<TemplateStatusMode>(s, ignoreCase: true));
        var bindingWorkers = Option("--binding-workers", "Templates that are placed at once.", 4, static s => int.Parse(s, CultureInfo.InvariantCulture));
        var applyWorkers = Option("--apply-workers", "Writes to members at once, over all members.", 256, static s => int.Parse(s, CultureInfo.InvariantCulture));
        var appliesPerMember = Option("--applies-per-member", "Writes to one member at once; one while it cannot be reached.", 6, static s => int.Parse(s, CultureInfo.InvariantCulture));
        var statusInterval = Option("--status-interval-ms", "Least time between two status writes of one binding, in milliseconds.", 100, static s => int.Parse(s, CultureInfo.InvariantCulture));
        var rebalance = Option("--rebalance-interval-ms", "How often measured weights are weighed again, in milliseconds.", 2000, static s => int.Parse(s, CultureInfo.InvariantCulture));
        var excluded = Text("--excluded-namespaces", "Comma-separated namespaces whose objects are never propagated, besides kube-* and the operator's own.");
        var milliseconds = Option("--millisecond-histogram", "Also export cluster_network_latency_ms beside cluster_network_latency_seconds; linters of metric names reject it.", false, bool.Parse);
        var logFormat = Option("--log-format", "text or json.", "text", static s => s);
        var logLevel = Option("--log-level", "Trace, Debug, Information, Warning or Error.", LogLevel.Information, static s => Enum.Parse<LogLevel>(s, ignoreCase: true));

        var command = new RootCommand("Loadline: places workloads on member clusters by policy, and divides their replicas by measured latency and load.")
        {
            kubeconfig, context, ns, hubId, leaderElect, installCrds, metrics, health, templateStatus, bindingWorkers, applyWorkers, appliesPerMember, statusInterval, rebalance, excluded, milliseconds,
            logFormat, logLevel,
        };
        command.SetAction((parsed, ct) => run(
            new OperatorOptions
            {
                Kubeconfig = parsed.GetValue(kubeconfig),
                Context = parsed.GetValue(context),
                Namespace = parsed.GetValue(ns)!,
                HubId = parsed.GetValue(hubId),
                LeaderElect = parsed.GetValue(leaderElect),
                InstallCrds = parsed.GetValue(installCrds),
                MetricsAddress = BindAddress.Parse(parsed.GetValue(metrics)!),
                HealthAddress = BindAddress.Parse(parsed.GetValue(health)!),
                TemplateStatus = parsed.GetValue(templateStatus),
                BindingWorkers = Math.Max(1, parsed.GetValue(bindingWorkers)),
                ApplyWorkers = Math.Max(1, parsed.GetValue(applyWorkers)),
                AppliesPerMember = Math.Max(1, parsed.GetValue(appliesPerMember)),
                StatusInterval = TimeSpan.FromMilliseconds(Math.Max(10, parsed.GetValue(statusInterval))),
                RebalanceInterval = TimeSpan.FromMilliseconds(Math.Max(100, parsed.GetValue(rebalance))),
                ExcludedNamespaces = parsed.GetValue(excluded)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                MillisecondHistogram = parsed.GetValue(milliseconds),
                JsonLogs = string.Equals(parsed.GetValue(logFormat), "json", StringComparison.OrdinalIgnoreCase),
                LogLevel = parsed.GetValue(logLevel),
            },
            ct));
        return command;
    }

    private static Option<string?> Text(string name, string description) =>
        new(name) { Description = $"{description} [{Variable(name)}]", DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable(name)) };

    private static Option<T> Option<T>(string name, string description, T fallback, Func<string, T> parse) =>
        new(name)
        {
            Description = $"{description} [{Variable(name)}]",
            CustomParser = result => Parse(result, name, parse, fallback),
            DefaultValueFactory = result => Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } text ? Parse(result, name, text, parse, fallback) : fallback,
            Arity = typeof(T) == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };

    private static T Parse<T>(ArgumentResult result, string name, Func<string, T> parse, T fallback) =>
        result.Tokens.Count == 0 ? parse(bool.TrueString) : Parse(result, name, result.Tokens[^1].Value, parse, fallback);

    private static T Parse<T>(ArgumentResult result, string name, string text, Func<string, T> parse, T fallback)
    {
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            result.AddError($"{name}: '{text}' is not valid; the default is {fallback}");
            return fallback;
        }
    }

    private static string Variable(string name) => "LOADLINE_" + name[2..].Replace('-', '_').ToUpperInvariant();
}

/// <summary>Reads listen addresses in controller-runtime's form.</summary>
internal static class BindAddress
{
    /// <summary><c>:8080</c>, <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>; <c>0</c> means off.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static IPEndPoint? Parse(string text)
    {
        if (text is "0" or "") return null;
        if (text[0] == ':') text = "0.0.0.0" + text;
        if (text.StartsWith("localhost:", StringComparison.Ordinal)) text = "127.0.0.1" + text["localhost".Length..];
        return IPEndPoint.TryParse(text, out var address) && text.LastIndexOf(':') > text.LastIndexOf(']')
            ? address
            : throw new FormatException($"'{text}' is not a listen address (examples: :8080, 127.0.0.1:8080, 0 for off)");
    }
}
