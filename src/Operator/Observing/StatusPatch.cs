namespace Loadline.Operator.Observing;

/// <summary>
/// Writes a whole status in one operation. Status has one writer, so there is nothing to merge, and API servers replace a field several
/// times faster than they apply a custom resource.
/// </summary>
internal static class StatusPatch
{
    public static byte[] Replace(ReadOnlySpan<byte> status) => [.. "[{\"op\":\"add\",\"path\":\"/status\",\"value\":"u8, .. status, .. "}]"u8];
}
