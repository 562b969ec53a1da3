namespace Loadline.Simulator.Objects.Cel;

/// <summary>Arithmetic, comparison, membership, and <c>size</c>, which is both a function and a method.</summary>
internal static class CelOperators
{
    public static IReadOnlyDictionary<string, Func<object?[], object?>> All { get; } = new Dictionary<string, Func<object?[], object?>>
    {
        ["=="] = a => CelValues.Equal(a[0], a[1]),
        ["!="] = a => !CelValues.Equal(a[0], a[1]),
        ["<"] = a => CelValues.Compare(a[0], a[1]) < 0,
        ["<="] = a => CelValues.Compare(a[0], a[1]) <= 0,
        [">"] = a => CelValues.Compare(a[0], a[1]) > 0,
        [">="] = a => CelValues.Compare(a[0], a[1]) >= 0,
        ["in"] = a => In(a[0], a[1]),
        ["+"] = a => Checked(() => Add(a[0], a[1])),
        ["-"] = a => Checked(() => Subtract(a[0], a[1])),
        ["*"] = a => Checked(() => Multiply(a[0], a[1])),
        ["/"] = a => Checked(() => Divide(a[0], a[1])),
        ["%"] = a => Modulo(a[0], a[1]),
        ["!_"] = a => a[0] is bool flag ? !flag : throw CelException.NoSuchOverload(),
        ["-_"] = a => Checked(() => Negate(a[0])),
        ["size"] = a => CelListFunctions.Size(a),
    };

    private static bool In(object? item, object? container) => container switch
    {
        ICelList list => list.Items().Any(i => CelValues.Equal(i, item)),
        ICelMap map => map.TryGet(item, out _),
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Add(object? a, object? b) => (a, b) switch
    {
        (long x, long y) => checked(x + y),
        (ulong x, ulong y) => checked(x + y),
        (double x, double y) => x + y,
        (string x, string y) => x + y,
        (byte[] x, byte[] y) => (byte[])[.. x, .. y],
        (ICelList x, ICelList y) => new CelList([.. x.Items(), .. y.Items().Where(i => !x.IsUnordered || !In(i, x))]),
        (DateTimeOffset x, TimeSpan y) => x + y,
        (TimeSpan x, DateTimeOffset y) => y + x,
        (TimeSpan x, TimeSpan y) => x + y,
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Subtract(object? a, object? b) => (a, b) switch
    {
        (long x, long y) => checked(x - y),
        (ulong x, ulong y) => checked(x - y),
        (double x, double y) => x - y,
        (DateTimeOffset x, TimeSpan y) => x - y,
        (DateTimeOffset x, DateTimeOffset y) => x - y,
        (TimeSpan x, TimeSpan y) => x - y,
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Multiply(object? a, object? b) => (a, b) switch
    {
        (long x, long y) => (object)checked(x * y),
        (ulong x, ulong y) => checked(x * y),
        (double x, double y) => x * y,
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Divide(object? a, object? b) => (a, b) switch
    {
        (long, 0L) or (ulong, 0UL) => throw new CelException("division by zero"),
        (long x, long y) => (object)checked(x / y),
        (ulong x, ulong y) => x / y,
        (double x, double y) => x / y,
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Modulo(object? a, object? b) => (a, b) switch
    {
        (long, 0L) or (ulong, 0UL) => throw new CelException("modulus by zero"),
        (long, -1L) => (object)0L,
        (long x, long y) => (object)(x % y),
        (ulong x, ulong y) => x % y,
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Negate(object? a) => a switch
    {
        long x => checked(-x),
        double x => -x,
        TimeSpan x => -x,
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Checked(Func<object> arithmetic)
    {
        try
        {
            return arithmetic();
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new CelException("integer overflow");
        }
    }
}
