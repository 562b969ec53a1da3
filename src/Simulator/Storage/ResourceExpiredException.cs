namespace Loadline.Simulator.Storage;

/// <summary>The history that a read needs has been compacted away (HTTP 410).</summary>
internal sealed class ResourceExpiredException(long requested, long oldest) : Exception($"too old resource version: {requested} ({oldest})");
