using System.Text.Json.Nodes;

namespace Loadline.Simulator.Http;

/// <summary>What a request makes of an object.</summary>
/// <param name="Object">The new object, in served form.</param>
/// <param name="Recorded">Its managedFields already account for the change (server-side apply).</param>
internal sealed record Successor(JsonObject Object, bool Recorded);
