using System.Text.Json.Nodes;
using Loadline.Simulator.Http;

namespace Loadline.Simulator.Kinds;

/// <summary>What a server does to objects of one built-in kind besides what it does to all.</summary>
internal interface IKindRules
{
    /// <summary>Before an object is stored the first time: server-set fields.</summary>
    void PrepareCreate(JsonObject obj)
    {
    }

    /// <summary>Defaults, on every write of the main resource; <paramref name="old"/> is null on create.</summary>
    void Default(JsonObject obj, JsonObject? old)
    {
    }

    /// <summary>Problems of <paramref name="obj"/>, as field paths and messages.</summary>
    IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old) => [];
}
