namespace Loadline.Simulator.Plant;

/// <summary>
/// MT19937 as Python's <c>random</c> seeds and reads it, so that a run here sees the very noise of the model's Python original and the two can be
/// compared without statistics.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Shift = 397;

    private readonly uint[] _words = new uint[Size];
    private int _next = Size;
    private double _spare = double.NaN;

    public MersenneTwister(uint seed)
    {
        Seed(19650218);
        var (i, key) = (1, seed);
        for (var k = Size; k > 0; k--)
        {
            _words[i] = (_words[i] ^ ((_words[i - 1] ^ (_words[i - 1] >> 30)) * 1664525)) + key;
            Wrap(ref i);
        }

        for (var k = Size - 1; k > 0; k--)
        {
            _words[i] = (_words[i] ^ ((_words[i - 1] ^ (_words[i - 1] >> 30)) * 1566083941)) - (uint)i;
            Wrap(ref i);
        }

        _words[0] = 0x80000000;
    }

    /// <summary>A number from 0 up to but not including 1, with 53 random bits.</summary>
    public double Next()
    {
        var (high, low) = (Word() >> 5, Word() >> 6);
        return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
    }

    public double Uniform(double from, double to) => from + (to - from) * Next();

    /// <summary>A normal number; they are made in pairs.</summary>
    public double Gauss(double mean, double deviation)
    {
        var z = _spare;
        _spare = double.NaN;
        if (double.IsNaN(z))
        {
            var angle = Next() * (2 * Math.PI);
            var radius = Math.Sqrt(-2 * Math.Log(1 - Next()));
            z = Math.Cos(angle) * radius;
            _spare = Math.Sin(angle) * radius;
        }

        return mean + z * deviation;
    }

    private void Seed(uint seed)
    {
        _words[0] = seed;
        for (var i = 1; i < Size; i++) _words[i] = 1812433253 * (_words[i - 1] ^ (_words[i - 1] >> 30)) + (uint)i;
    }

    private void Wrap(ref int i)
    {
        if (++i < Size) return;
        _words[0] = _words[Size - 1];
        i = 1;
    }

    private uint Word()
    {
        if (_next == Size) Twist();
        var y = _words[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        // Three loops instead of a remainder per word: this is where a run spends its time.
        var words = _words;
        for (var k = 0; k < Size - Shift; k++) words[k] = words[k + Shift] ^ Mix(words[k], words[k + 1]);
        for (var k = Size - Shift; k < Size - 1; k++) words[k] = words[k + Shift - Size] ^ Mix(words[k], words[k + 1]);
        words[Size - 1] = words[Shift - 1] ^ Mix(words[Size - 1], words[0]);
        _next = 0;

        static uint Mix(uint high, uint low)
        {
            var y = (high & 0x80000000) | (low & 0x7fffffff);
            return (y >> 1) ^ (0x9908b0df & (0u - (y & 1)));
        }
    }
}
