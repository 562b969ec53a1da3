using System.Net.Http.Headers;
using System.Text;
using Loadline.Kubernetes.Config;

namespace Loadline.Kubernetes.Http;

/// <summary>Adds the headers of an identity. Everything is computed once; a header that the request has already is left alone.</summary>
internal sealed class RequestHeaders
{
    private readonly string _userAgent;
    private readonly List<KeyValuePair<string, string>> _impersonation = [];

    public RequestHeaders(KubernetesClientConfiguration configuration)
    {
        _userAgent = configuration.UserAgent;
        if (configuration.Impersonate is not { } who)
        {
            return;
        }

        _impersonation.Add(new("Impersonate-User", who.UserName));
        if (who.Uid is not null)
        {
            _impersonation.Add(new("Impersonate-Uid", who.Uid));
        }

        foreach (var group in who.Groups)
        {
            _impersonation.Add(new("Impersonate-Group", group));
        }

        foreach (var (key, values) in who.Extra)
        {
            var name = "Impersonate-Extra-" + EscapeKey(key);
            foreach (var value in values)
            {
                _impersonation.Add(new(name, value));
            }
        }
    }

    /// <summary>Adds user agent and impersonation.</summary>
    public void Add(HttpRequestHeaders headers)
    {
        if (!headers.NonValidated.Contains("User-Agent"))
        {
            headers.TryAddWithoutValidation("User-Agent", _userAgent);
        }

        if (_impersonation.Count == 0 || headers.NonValidated.Contains("Impersonate-User"))
        {
            return;
        }

        foreach (var (name, value) in _impersonation)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>A header's name is a token: everything else of the (lower-cased) key is percent-escaped, as client-go does.</summary>
    internal static string EscapeKey(string key)
    {
        var escaped = new StringBuilder(key.Length);
        foreach (var b in Encoding.UTF8.GetBytes(key.ToLowerInvariant()))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || "!#$&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
