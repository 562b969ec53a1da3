namespace Loadline.Operator.Rendering;

/// <summary>The complete server-side-apply intent for one object in one member.</summary>
/// <param name="Json">UTF-8 JSON, ready to send.</param>
/// <param name="Hash">16 hexadecimal digits over the intent; equal for equal input. The manifest carries it as an annotation.</param>
internal sealed record RenderedManifest(byte[] Json, string Hash);
