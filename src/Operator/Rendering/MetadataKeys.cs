namespace Loadline.Operator.Rendering;

/// <summary>The labels and annotations that tie an object in a member to its binding in the hub.</summary>
internal static class MetadataKeys
{
    public const string Prefix = "loadline.io/";
    public const string Managed = "loadline.io/managed";
    public const string BindingUid = "loadline.io/binding-uid";
    public const string Policy = "loadline.io/policy";
    public const string HubId = "loadline.io/hub-id";
    public const string RenderedHash = "loadline.io/rendered-hash";
}
