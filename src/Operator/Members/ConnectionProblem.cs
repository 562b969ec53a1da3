namespace Loadline.Operator.Members;

/// <summary>Why there can be no connection: the objects on the hub do not say enough or say something wrong.</summary>
/// <param name="Reason">Stable identifier.</param>
/// <param name="Message">Names the object and the cause; holds no secret.</param>
internal sealed record ConnectionProblem(string Reason, string Message);
