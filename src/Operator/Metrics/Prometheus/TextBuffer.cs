using System.Text;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>Bytes that are appended to and used again: after a few scrapes it no longer allocates.</summary>
internal sealed class TextBuffer
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    public void Clear() => Length = 0;

    public TextBuffer Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
        return this;
    }

    public TextBuffer Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        Length += utf8.Length;
        return this;
    }

    /// <summary>Appends text; half a surrogate pair becomes U+FFFD.</summary>
    public TextBuffer Append(ReadOnlySpan<char> text)
    {
        Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    public TextBuffer Append(long value)
    {
        value.TryFormat(Reserve(20), out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    public TextBuffer Append(double value, bool dot = false)
    {
        Length += GoNumber.Format(value, Reserve(GoNumber.MaxLength), dot);
        return this;
    }

    /// <summary>Appends text with backslash and line feed escaped, and quotes too if they are special there.</summary>
    public TextBuffer AppendEscaped(ReadOnlySpan<char> text, bool quotes)
    {
        while (true)
        {
            var special = quotes ? text.IndexOfAny('\\', '\n', '"') : text.IndexOfAny('\\', '\n');
            if (special < 0)
            {
                return Append(text);
            }

            Append(text[..special]).Append((byte)'\\').Append((byte)(text[special] == '\n' ? 'n' : text[special]));
            text = text[(special + 1)..];
        }
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        return _bytes.AsSpan(Length);
    }
}
