namespace Loadline.Kubernetes.Client;

/// <summary>A stretch of an object's JSON.</summary>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="Length">Length in bytes; 0 when the member is absent.</param>
internal readonly record struct JsonRange(int Start, int Length);
