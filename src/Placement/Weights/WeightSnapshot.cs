using System.Text.Json.Serialization;

namespace Loadline.Placement.Weights;

/// <summary>
/// What is measured at one moment: the input of a decision. The arrays may be filled again for the next decision; members and origins are
/// in the same order throughout, and names are unique. One origin, the hub, is the ordinary case.
/// </summary>
public sealed class WeightSnapshot
{
    private static readonly string[] Hub = ["hub"];

    /// <summary>Creates a snapshot in which nothing is known.</summary>
    /// <param name="names">Names of the members.</param>
    /// <param name="originNames">Names of the origins of demand; without them there is one, the hub.</param>
    public WeightSnapshot(string[] names, string[]? originNames = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        Names = names;
        OriginNames = originNames ?? Hub;
        Members = new MemberSample[names.Length];
        Members.AsSpan().Fill(MemberSample.Unknown);
        Origins = new OriginSample[OriginNames.Length];
        Origins.AsSpan().Fill(OriginSample.Unknown);
        RttMs = new double[names.Length * OriginNames.Length];
        RttMs.AsSpan().Fill(double.NaN);
    }

    /// <summary>Restores a recorded snapshot.</summary>
    [JsonConstructor]
    public WeightSnapshot(string[] names, string[] originNames, MemberSample[] members, OriginSample[] origins, double[] rttMs, int replicas)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(origins);
        ArgumentNullException.ThrowIfNull(rttMs);
        if (members.Length != names?.Length || origins.Length != originNames?.Length || rttMs.Length != members.Length * origins.Length)
            throw new ArgumentException("the snapshot's arrays do not fit its names", nameof(members));
        (Names, OriginNames, Members, Origins, RttMs, Replicas) = (names, originNames, members, origins, rttMs, replicas);
    }

    /// <summary>Names of the members.</summary>
    public string[] Names { get; }

    /// <summary>Names of the origins.</summary>
    public string[] OriginNames { get; }

    /// <summary>The members.</summary>
    public MemberSample[] Members { get; }

    /// <summary>The origins.</summary>
    public OriginSample[] Origins { get; }

    /// <summary>Round trips in ms, a row of members per origin; NaN where not measured.</summary>
    public double[] RttMs { get; }

    /// <summary>Replicas wanted over all members.</summary>
    public int Replicas { get; set; }

    /// <summary>Sets the round trip between an origin and a member.</summary>
    public void SetRtt(int origin, int member, double ms) => RttMs[origin * Names.Length + member] = ms;
}
