using System.Text;

namespace Loadline.E2E.Harness;

/// <summary>The kubeconfig that reaches one server with one token.</summary>
internal static class KubeconfigText
{
    public static string For(string name, Uri endpoint, string token, string caBundlePem) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: {name}
          cluster:
            server: {endpoint.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(caBundlePem))}
        users:
        - name: {name}
          user:
            token: "{token}"
        contexts:
        - name: {name}
          context:
            cluster: {name}
            user: {name}
        current-context: {name}
        """;
}
