using System.Collections.Concurrent;

namespace Loadline.Operator.Hosting;

/// <summary>Named checks behind /healthz and /readyz. A check returns null when all is well, else what is wrong.</summary>
internal sealed class HealthChecks
{
    private readonly ConcurrentDictionary<string, Func<string?>> _live = new();
    private readonly ConcurrentDictionary<string, Func<string?>> _ready = new();

    public void AddLive(string name, Func<string?> check) => _live[name] = check;

    public void AddReady(string name, Func<string?> check) => _ready[name] = check;

    public (bool Ok, string Text) Live() => Evaluate(_live);

    public (bool Ok, string Text) Ready() => Evaluate(_ready);

    private static (bool Ok, string Text) Evaluate(ConcurrentDictionary<string, Func<string?>> checks)
    {
        var ok = true;
        var text = new System.Text.StringBuilder();
        foreach (var (name, check) in checks.OrderBy(static c => c.Key, StringComparer.Ordinal))
        {
            var problem = check();
            ok &= problem is null;
            text.Append(problem is null ? "[+]" : "[-]").Append(name).Append(problem is null ? " ok" : $" failed: {problem}").Append('\n');
        }

        return (ok, text.Append(ok ? "ok\n" : "failed\n").ToString());
    }
}
