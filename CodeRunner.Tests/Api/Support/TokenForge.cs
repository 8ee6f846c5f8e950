using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodeRunner.Tests.Api.Support;

/// <summary>Makes tokens as an attacker would, without the code under test.</summary>
internal static class TokenForge
{
    public static string Key { get; } = Convert.ToBase64String(SHA256.HashData("the tests' signing key"u8));

    /// <summary>Of somebody, in the session that they have.</summary>
    public static Dictionary<string, object> Claims(TestUser user, DateTimeOffset now) => new()
    {
        ["sub"] = user.Id.ToString(),
        ["sid"] = user.SessionId.ToString(),
        ["iss"] = "coderunner",
        ["aud"] = "coderunner-api",
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
    };

    public static string Sign(object claims, string algorithm = "HS256", string? key = null, string type = "JWT")
    {
        var signed = $"{Encode(new { alg = algorithm, typ = type })}.{Encode(claims)}";
        var secret = Convert.FromBase64String(key ?? Key);
        var signature = algorithm switch
        {
            "none" => [],
            "HS512" => HMACSHA512.HashData(secret, Encoding.ASCII.GetBytes(signed)),
            _ => HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
