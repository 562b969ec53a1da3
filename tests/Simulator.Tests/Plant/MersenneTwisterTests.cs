using Loadline.Simulator.Plant;

namespace Loadline.Simulator.Tests.Plant;

/// <summary>The numbers of Python's <c>random.Random(78)</c>.</summary>
public sealed class MersenneTwisterTests
{
    [Fact]
    public void Numbers_are_those_of_Python()
    {
        var random = new MersenneTwister(78);

        Assert.Equal([0.8144781454478104, 0.09602294340888373, 0.924394314473909], new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Normal_numbers_are_those_of_Python()
    {
        var random = new MersenneTwister(78);

        Assert.Equal(0.17709962393684758, random.Gauss(0, 1), 1e-14);
        Assert.Equal(-0.412962856416488, random.Gauss(0, 1), 1e-14);
        Assert.Equal(1.4399063048944345, random.Gauss(0, 1), 1e-14);
    }
}
