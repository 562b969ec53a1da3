using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Validation;

/// <summary>Rules of tolerations, as Kubernetes has them for pods; the operators Lt and Gt are refused.</summary>
internal static class TolerationRules
{
    public static void Check(IReadOnlyList<V1Toleration>? tolerations, string path, FieldErrors errors)
    {
        foreach (var (index, toleration) in (tolerations ?? []).Index()) Check(toleration, $"{path}[{index}]", errors);
    }

    private static void Check(V1Toleration toleration, string path, FieldErrors errors)
    {
        var exists = toleration.Operator == "Exists";
        if (string.IsNullOrEmpty(toleration.Key)) errors.Require(exists, path + ".operator", "must be Exists when key is empty, which means all taints");
        else errors.Require(NameSyntax.IsLabelKey(toleration.Key), path + ".key", NameSyntax.LabelKeyHint);
        errors.Require(toleration.Operator is null or "" or "Equal" or "Exists", path + ".operator", "must be Equal or Exists");
        if (exists) errors.Require(string.IsNullOrEmpty(toleration.Value), path + ".value", "must be empty when operator is Exists");
        else errors.Require(NameSyntax.IsLabelValue(toleration.Value), path + ".value", NameSyntax.LabelValueHint);
        errors.Require(
            toleration.Effect is null or "" or "NoSchedule" or "PreferNoSchedule" or "NoExecute",
            path + ".effect",
            "must be NoSchedule, PreferNoSchedule or NoExecute");
        errors.Require(toleration.TolerationSeconds is null || toleration.Effect == "NoExecute", path + ".effect", "must be NoExecute when tolerationSeconds is set");
    }
}
