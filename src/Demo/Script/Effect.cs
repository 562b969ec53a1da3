namespace Loadline.Demo.Script;

/// <summary>What a step is to do to the replicas of the measured workload.</summary>
internal enum Effect
{
    /// <summary>Replicas leave the member, and the fleet is at strength.</summary>
    Leave,

    /// <summary>Replicas come to the member, and the fleet is at strength.</summary>
    Come,

    /// <summary>The other members run everything, without this one.</summary>
    Replace,

    /// <summary>The member takes part again, and there are as many replicas as are wanted, no more.</summary>
    Settle,
}
