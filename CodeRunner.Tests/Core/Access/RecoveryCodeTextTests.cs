using CodeRunner.Core.Access;

namespace CodeRunner.Tests.Core.Access;

public sealed class RecoveryCodeTextTests
{
    [Fact]
    public void A_code_is_120_bits_of_which_no_two_are_alike()
    {
        var codes = Enumerable.Range(0, 2000).Select(_ => RecoveryCodeText.New()).ToList();

        codes.ShouldAllBe(code => System.Text.RegularExpressions.Regex.IsMatch(code, "^([0-9a-hjkmnp-tv-z]{6}-){3}[0-9a-hjkmnp-tv-z]{6}$"));
        codes.Distinct().Count().ShouldBe(codes.Count);
        // 24 letters of 32 that are all in use, and at each place: 5 bits each.
        Enumerable.Range(0, codes[0].Length).Where(place => codes[0][place] != '-').Select(place => codes.Select(code => code[place]).Distinct().Count()).ShouldBe(Enumerable.Repeat(32, 24));
    }

    [Fact]
    public void Case_spaces_dashes_and_letters_that_look_alike_do_not_matter()
    {
        var hash = RecoveryCodeText.Hash("0123ab-cdefgh-jkmnpq-rstvw1")!;

        RecoveryCodeText.Hash(" O123AB cdefgh JKMNPQ-rstvwl\n")!.ShouldBe(hash);
        RecoveryCodeText.Hash("0123abcdefghjkmnpqrstvw2")!.ShouldNotBe(hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("0123ab-cdefgh-jkmnpq-rstvw")]
    [InlineData("0123ab-cdefgh-jkmnpq-rstvw12")]
    [InlineData("0123ab-cdefgh-jkmnpq-rstvu1")]
    [InlineData("0123ab-cdefgh-jkmnpq-rstvwé")]
    public void What_can_be_none_has_no_hash(string typed) => RecoveryCodeText.Hash(typed).ShouldBeNull();
}
