using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Access;

/// <summary>
/// Issues and reads tokens of service accounts (JWTs, as TokenRequest gives them), and says whether the cluster's own token still counts.
/// Tokens expire by the cluster's clock.
/// </summary>
public sealed class TokenAuthority
{
    internal const string Issuer = "https://kubernetes.default.svc";

    private static readonly string Header = Encode(Encoding.ASCII.GetBytes("""{"alg":"HS256","typ":"JWT"}"""));

    private readonly TimeProvider _time;
    private volatile byte[] _key = RandomNumberGenerator.GetBytes(32);

    internal TokenAuthority(TimeProvider time) => _time = time;

    /// <summary>Whether the cluster's own token is accepted; off, it is answered like an expired one, with 401. Default true.</summary>
    public bool AcceptsAdmin { get; set; } = true;

    /// <summary>Makes all tokens of service accounts invalid that were issued so far.</summary>
    public void Rotate() => _key = RandomNumberGenerator.GetBytes(32);

    internal (string Token, DateTimeOffset Expires) Issue(string @namespace, string name, string uid, IReadOnlyList<string> audiences, TimeSpan lifetime)
    {
        var now = _time.GetUtcNow();
        var expires = now + lifetime;
        var claims = new JsonObject
        {
            ["aud"] = audiences.ToJsonArray(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = @namespace,
                ["serviceaccount"] = new JsonObject { ["name"] = name, ["uid"] = uid },
            },
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = UserInfo.ServiceAccountName(@namespace, name),
        };
        var signed = $"{Header}.{Encode(claims.ToUtf8())}";
        return ($"{signed}.{Sign(signed)}", expires);
    }

    /// <summary>The account that a token is for; null where it is not ours, expired, or for another audience.</summary>
    internal (string Namespace, string Name, string Uid)? Read(string token)
    {
        var at = token.LastIndexOf('.');
        if (at <= 0 || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(token[..at])), Encoding.UTF8.GetBytes(token[(at + 1)..]))) return null;
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.AsSpan()[(token.IndexOf('.', StringComparison.Ordinal) + 1)..at]));
        if (claims.Number("exp") is not { } expires || _time.GetUtcNow().ToUnixTimeSeconds() >= expires) return null;
        if (!(claims.Arr("aud") ?? []).Any(audience => audience.Text() == Issuer)) return null;
        return claims.Text("kubernetes.io", "namespace") is { } ns
            && claims.Text("kubernetes.io", "serviceaccount", "name") is { } name
            && claims.Text("kubernetes.io", "serviceaccount", "uid") is { } uid
            ? (ns, name, uid)
            : null;
    }

    private string Sign(string text) => Encode(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(text)));

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
