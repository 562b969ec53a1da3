namespace Loadline.Kubernetes.Config;

/// <summary>Whom requests act as. The API server refuses uid, groups and extra without a user, so we refuse them at load.</summary>
/// <param name="UserName">User to act as.</param>
/// <param name="Uid">Its uid; null for none.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Extra">Its extra values by key.</param>
public sealed record ImpersonationConfig(
    string UserName,
    string? Uid,
    IReadOnlyList<string> Groups,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Extra);
