using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value of the wished length and characters.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // No character that a connection string, a URI or a shell would read as its own.
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    public int MinLength { get; set; }

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        (bool Used, string Characters, int Least)[] kinds =
        [
            (Lower, LowerCharacters, MinLower), (Upper, UpperCharacters, MinUpper),
            (Numeric, NumericCharacters, MinNumeric), (Special, SpecialCharacters, MinSpecial),
        ];
        var all = string.Concat(kinds.Where(kind => kind.Used).Select(kind => kind.Characters));
        if (all.Length == 0) throw new InvalidOperationException("A generated parameter needs at least one kind of character.");
        List<char> value = [];
        foreach (var (_, characters, least) in kinds.Where(kind => kind.Used)) value.AddRange(RandomNumberGenerator.GetItems<char>(characters, least));
        // 128 bits of entropy is the least, whatever length was asked for.
        var length = Math.Max(MinLength, (int)Math.Ceiling(128 / Math.Log2(all.Length)));
        value.AddRange(RandomNumberGenerator.GetItems<char>(all, Math.Max(0, length - value.Count)));
        var shuffled = value.ToArray();
        RandomNumberGenerator.Shuffle<char>(shuffled);
        return new string(shuffled);
    }
}
