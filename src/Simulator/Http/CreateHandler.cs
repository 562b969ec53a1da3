using System.Text.Json.Nodes;
using Loadline.Simulator.Admission;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>POST of objects.</summary>
internal sealed class CreateHandler(ServerContext server, ObjectPreparation preparation, NamespaceGate namespaces, QuotaGate quotas, AdmissionChain admission, SchemaCache schemas)
{
    public async Task RunAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var obj = await RequestBody.ReadObjectAsync(call.Http.Request, call.Cancelled) ?? throw ApiException.BadRequest("a body is required");
        ObjectPreparation.CheckIdentity(call, obj, "");
        preparation.CheckFields(call, obj);
        await RespondAsync(call, form, await CreateAsync(call, obj, record: true));
    }

    /// <summary>Creates and returns the object, in served form; with <paramref name="record"/> its fields become the manager's by update.</summary>
    public async ValueTask<JsonObject> CreateAsync(ApiCall call, JsonObject obj, bool record)
    {
        namespaces.CheckCreate(call.Resource, call.Namespace, obj.Name());
        if (!admission.MutatesNothing)
        {
            preparation.Default(call.Resource, obj, null);
            obj = (await admission.MutateAsync(new AdmissionRequest("CREATE", call, obj, null)))!;
        }
        preparation.PrepareCreate(call, obj);
        await admission.ValidateAsync(new AdmissionRequest("CREATE", call, obj, null));
        quotas.CheckCreate(call.Resource, call.Namespace, obj);
        if (record)
        {
            ManagedFields.RecordUpdate(null, obj, schemas.TypeOf(call.Resource), call.FieldManager, call.Resource.ApiVersion, null, server.Now);
        }
        if (call.DryRun)
        {
            if (server.Store.Find(call.Resource.Storage, new ObjectKey(call.Namespace, obj.Name())) is not null)
            {
                throw ApiException.AlreadyExists(call.Resource.Id, obj.Name());
            }
            return obj;
        }
        var stored = Conversion.ToStored(call.Resource, call.Resource.StoredApiVersion, obj);
        if (server.Store.Create(call.Resource.Storage, stored, out var created) == WriteOutcome.Exists)
        {
            throw ApiException.AlreadyExists(call.Resource.Id, stored.Name());
        }
        return Conversion.ServeNode(call.Resource, created!);
    }

    public Task RespondAsync(ApiCall call, OutputForm form, JsonObject created) =>
        JsonResponse.WriteAsync(call.Http, 201, ObjectRenderer.For(server, call, form).One(created));
}
