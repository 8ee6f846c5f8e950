using System.Text;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>That nothing is found says something only of a search that finds what is there.</summary>
public sealed class CanarySearchTests
{
    private static readonly List<Canary> Canaries = Flock.Of("CANARY", 32);
    private static readonly CanarySearch Search = new(Canaries);

    [Fact]
    public void Every_canary_is_found_in_every_encoding_wherever_it_lies()
    {
        foreach (var canary in Canaries)
            foreach (var (how, bytes) in Encodings.Of(canary.Value))
                for (var before = 0; before < 3; before++)
                    Search.Find([.. new byte[before], .. bytes, .. "rest"u8]).ShouldContain(found => found.Key == canary.Key, $"{canary.Value} as {how}");
    }

    [Fact]
    public void Every_canary_is_found_in_base64_of_something_longer()
    {
        foreach (var canary in Canaries)
            for (var before = 0; before < 3; before++)
                Search.Find(Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{new string('-', before)}{canary.Value}:x"))))
                    .ShouldContain(found => found.Key == canary.Key, canary.Value);
    }

    [Fact]
    public void A_piece_of_a_long_canary_is_found()
    {
        foreach (var canary in Canaries.Where(canary => canary.Value.Length > 40))
            Search.Find(Encoding.UTF8.GetBytes(canary.Value).AsSpan(11, 18)).ShouldContain(found => found.Key == canary.Key);
    }

    [Fact]
    public void Nothing_is_found_where_none_of_them_is() => Search.Find(File.ReadAllBytes(typeof(CanarySearchTests).Assembly.Location)).ShouldBeEmpty();

    [Fact]
    public void What_is_packed_in_a_dump_or_in_a_message_is_opened()
    {
        var records = Enumerable.Range(1, 40).Select(n => new LogRecord { Cursor = $"{n}", Time = DateTimeOffset.UnixEpoch, Text = Canaries[0].Value }).ToList();
        var packed = LogPacking.Pack(records);
        Search.Find(packed).ShouldBeEmpty("it is deflated");
        var (evidence, batch) = (new Evidence(), new LogBatch(0, 40, packed));

        evidence.Add("dump", $"7\t\\\\x{Convert.ToHexStringLower(packed)}\tf");
        evidence.Add("message", batch.ToMessage());
        evidence.Add("hex of base64", $"{Convert.ToHexString(Encoding.UTF8.GetBytes($"af{Convert.ToBase64String(Encoding.UTF8.GetBytes(Canaries[2].Value))}"))}");

        evidence.Find(Search).Select(found => (found.Place, found.Finding.Key)).Distinct()
            .ShouldBe([("dump", "CANARY_00"), ("message", "CANARY_00"), ("hex of base64", "CANARY_02")], ignoreOrder: true);
    }

    [Fact]
    public void What_Redis_says_that_it_was_asked_is_read_to_its_bytes()
    {
        var read = MonitoredRedis.Arguments(Encoding.UTF8.GetBytes("""1700000000.000001 [0 127.0.0.1:1] "SET" "a\"b\\c" "\x00\xffz\r\n" """)).ToList();
        read.ShouldBe([Encoding.UTF8.GetBytes("SET"), Encoding.UTF8.GetBytes("a\"b\\c"), [0, 255, (byte)'z', (byte)'\r', (byte)'\n']]);
    }
}
