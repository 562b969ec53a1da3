using System.Buffers.Binary;

namespace Loadline.Simulator.Protobuf;

/// <summary>Reads the fields of one protobuf message.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Field { get; private set; }

    /// <summary>Value of the current field when it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Value of the current field when it has a length; empty otherwise.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <exception cref="InvalidDataException">The bytes are not a message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = Varint();
        Field = (int)(tag >> 3);
        Bytes = default;
        Number = 0;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(checked((int)Varint()));
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException("unknown wire type");
        }
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("a number is too long");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw new InvalidDataException("the message is cut off");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
