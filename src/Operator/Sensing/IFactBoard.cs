namespace Loadline.Operator.Sensing;

/// <summary>Where the loops of one member put what they find out. Any thread.</summary>
internal interface IFactBoard
{
    /// <summary>What is known now.</summary>
    MemberFacts Facts { get; }

    /// <summary>Replaces what is known by a function of it; the function is short and has no effects.</summary>
    void Update(Func<MemberFacts, MemberFacts> change);
}
