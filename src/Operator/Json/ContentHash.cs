using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Loadline.Operator.Json;

/// <summary>What was written, in 16 bytes: enough to know the same document again, without keeping it.</summary>
/// <param name="Value">The first half of the document's SHA-256.</param>
internal readonly record struct ContentHash(UInt128 Value)
{
    /// <summary>The hash of a document.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> document)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, digest);
        return new(MemoryMarshal.Read<UInt128>(digest));
    }
}
