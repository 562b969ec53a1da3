using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>Those who wait until a store has seen a version (ST6). Guarded by the store's lock.</summary>
internal sealed class VersionBarrier
{
    private readonly List<(string Version, TaskCompletionSource Reached)> _waiting = [];

    public Task Add(string version)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((version, reached));
        return reached.Task;
    }

    /// <summary>Forgets a wait that was given up.</summary>
    public void Remove(Task wait) => _waiting.RemoveAll(w => ReferenceEquals(w.Reached.Task, wait));

    public void Reached(string version)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (ResourceVersion.IsNewer(_waiting[i].Version, version)) continue;
            _waiting[i].Reached.TrySetResult();
            _waiting.RemoveAt(i);
        }
    }
}
