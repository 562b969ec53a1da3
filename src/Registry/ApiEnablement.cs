namespace Loadline.Registry;

/// <summary>A kind of object that a member's API server serves.</summary>
/// <param name="GroupVersion">Group and version, such as <c>apps/v1</c>, or <c>v1</c> for the core group.</param>
/// <param name="Kind">Kind, such as <c>Deployment</c>.</param>
public readonly record struct ApiEnablement(string GroupVersion, string Kind)
{
    /// <summary><c>apps/v1, Kind=Deployment</c>.</summary>
    public override string ToString() => $"{GroupVersion}, Kind={Kind}";
}
