using System.Security.Cryptography;
using System.Text.Json;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>
/// Makes canaries of every kind that people have as secrets. No sixteen characters of one are without chance in them, so that any piece of that length is as telling as the
/// whole.
/// </summary>
internal static class Flock
{
    private const string Letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static readonly Func<string>[] Kinds =
    [
        () => Chance(12),
        () => $"{Chance(1)}#{Chance(2)}!{Chance(1)}", // as short as is masked
        () => Chance(40),
        () => $"it's {Chance(6)} \"{Chance(12)}\" \\ {Chance(8)}",
        () => $"`{Chance(8)}` 'n \"{Chance(8)}\"\t{Chance(4)}",
        () => $"{Chance(10)}\n{Chance(10)}\r\n\r\n{Chance(24)}\n",
        () => string.Concat(Enumerable.Range(0, 6).Select(_ => $"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(48))}\n")),
        () => $"pä{Chance(4)}ß{Chance(8)} 🔑 {Chance(8)} ключ",
        () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(47)),
        () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)),
        () => JsonSerializer.Serialize(new { u = Chance(10), p = Chance(20), on = new[] { Chance(8), "ä<&>" } }),
        () => $"db://{Chance(8)}:{Chance(16)}@{Chance(8)}:5432/{Chance(6)}?a={Chance(6)}&b=%20{Chance(4)}#{Chance(4)}",
        () => $"!*'{Chance(4)}()~{Chance(4)}+/={Chance(4)}&;:@${Chance(4)}%,?[]{Chance(4)}",
        () => Chance(4096),
        () => $"  {Chance(14)} ",
        () => $"{Chance(8)}${{HOME}}{Chance(8)}$1%s{{0}}{Chance(4)}",
    ];

    public static List<Canary> Of(string prefix, int count) => [.. Enumerable.Range(0, count).Select(number => new Canary($"{prefix}_{number:00}", Kinds[number % Kinds.Length]()))];

    public static string Chance(int length) => RandomNumberGenerator.GetString(Letters, length);
}
