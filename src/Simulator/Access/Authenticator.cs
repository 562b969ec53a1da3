using System.Security.Cryptography;
using System.Text;
using Loadline.Simulator.Http;
using Loadline.Simulator.Storage;
using Microsoft.AspNetCore.Http;

namespace Loadline.Simulator.Access;

/// <summary>Bearer tokens to users: the cluster's own token, tokens of service accounts, and impersonation by those who may.</summary>
internal sealed class Authenticator(ServerContext server, RbacAuthorizer authorizer)
{
    private const string Scheme = "Bearer ";

    private static readonly GroupResource ServiceAccounts = new("", "serviceaccounts");

    private readonly byte[] _admin = Encoding.UTF8.GetBytes(server.Options.Token);

    /// <exception cref="ApiException">401, or 403 for an impersonation that is not allowed.</exception>
    public UserInfo Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var user = (header.StartsWith(Scheme, StringComparison.Ordinal) ? UserOf(header[Scheme.Length..]) : null) ?? throw ApiException.Unauthorized();
        return Impersonated(request, user);
    }

    /// <summary>Null for a token that is not, or no longer, valid.</summary>
    public UserInfo? UserOf(string token)
    {
        if (server.Tokens.AcceptsAdmin && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _admin)) return UserInfo.Admin;
        if (server.Tokens.Read(token) is not var (ns, name, uid)) return null;
        // A token goes with its account, even when there is another one of that name.
        return server.Store.Find(ServiceAccounts, new ObjectKey(ns, name))?.Uid == uid ? UserInfo.ServiceAccount(ns, name, uid) : null;
    }

    private UserInfo Impersonated(HttpRequest request, UserInfo user)
    {
        var name = request.Headers["Impersonate-User"].ToString();
        if (name.Length == 0) return user;
        var groups = request.Headers["Impersonate-Group"].OfType<string>().ToList();
        Check(user, "users", name);
        foreach (var group in groups) Check(user, "groups", group);
        if (!groups.Contains(UserInfo.Authenticated)) groups.Add(UserInfo.Authenticated);
        if (groups.Count == 1 && name.Split(':') is ["system", "serviceaccount", var ns, var account]) return UserInfo.ServiceAccount(ns, account, "");
        return new UserInfo(name, groups);
    }

    private void Check(UserInfo user, string resource, string name)
    {
        var wanted = new AccessRequest("impersonate") { Resource = resource, Name = name };
        if (!authorizer.Allows(user, wanted).Allowed) throw ApiException.Forbidden(new GroupResource("", resource), name, wanted.Refusal(user));
    }
}
