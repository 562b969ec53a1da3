namespace Loadline.Kubernetes.Config;

/// <summary>
/// A token that the kubelet rotates under us. Re-read after <see cref="Period"/> less <see cref="Leeway"/>; a file that
/// cannot be read, or is empty, leaves the last good token in use.
/// </summary>
internal sealed class FileTokenSource : ITokenSource, IDisposable
{
    /// <summary>client-go's period: projected tokens are renewed long before they end, so a minute late is never too late.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    internal static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly string? _fallback;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Reading? _current;

    public FileTokenSource(string path, TimeProvider time, string? fallback)
    {
        _path = path;
        _time = time;
        _fallback = fallback;
    }

    public ValueTask<AccessToken?> GetAsync(CancellationToken cancellationToken) =>
        _current is { } current && IsFresh(current) ? new(current.Token) : new(ReadAsync(cancellationToken));

    public void Invalidate(AccessToken used)
    {
        if (_current is { Stale: false } current && ReferenceEquals(current.Token, used))
        {
            Interlocked.CompareExchange(ref _current, current with { Stale = true }, current);
        }
    }

    public void Dispose() => _gate.Dispose();

    private bool IsFresh(Reading reading) => !reading.Stale && _time.GetElapsedTime(reading.ReadAt) < Period - Leeway;

    private async Task<AccessToken?> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var last = _current;
            if (last is not null && IsFresh(last))
            {
                return last.Token;
            }

            var (text, error) = await TryReadAsync(cancellationToken);
            text ??= last is null ? _fallback : null;
            if (text is null && last is null)
            {
                throw new KubeConfigException("tokenFile", $"{_path}: {error?.Message ?? "empty"}", error);
            }

            // The same text keeps the same object, so that a 401 is not retried with the token that was just refused.
            var token = text is null || text == last?.Text ? last!.Token : AccessToken.Bearer(text);
            _current = new Reading(token, text ?? last!.Text, _time.GetTimestamp(), Stale: false);
            return token;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(string? Text, Exception? Error)> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = (await File.ReadAllTextAsync(_path, cancellationToken)).Trim();
            return (text.Length == 0 ? null : KubeConfigResolver.CheckHeader(text, "tokenFile"), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KubeConfigException)
        {
            return (null, e);
        }
    }

    private sealed record Reading(AccessToken Token, string Text, long ReadAt, bool Stale);
}
