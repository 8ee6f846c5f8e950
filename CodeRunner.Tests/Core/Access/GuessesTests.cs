using CodeRunner.Core.Access;

namespace CodeRunner.Tests.Core.Access;

public sealed class GuessesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Five_in_a_row_lock_a_place_however_slow_they_are()
    {
        var place = default(Guesses);
        for (var hour = 0; hour < 4; hour++)
            (place = place.Failed(Guesses.OfPlace, Noon.AddHours(hour))).LockedFor(Noon.AddHours(hour)).ShouldBeNull();

        place = place.Failed(Guesses.OfPlace, Noon.AddHours(5));

        place.LockedFor(Noon.AddHours(5)).ShouldBe(Guesses.LockTime);
        place.LockedFor(Noon.AddHours(5) + Guesses.LockTime).ShouldBeNull();
        place.Failures.ShouldBe(0);
    }

    [Fact]
    public void One_place_alone_never_locks_the_account()
    {
        var (place, account, tries) = (default(Guesses), default(Guesses), 0);
        for (var now = Noon; now < Noon.AddDays(1); now += TimeSpan.FromSeconds(1))
        {
            if (Guesses.Wait(place, account, isKnown: false, now) is not null)
                continue;
            tries++;
            (place, account) = (place.Failed(Guesses.OfPlace, now), account.Failed(Guesses.OfAccount, now));
            account.LockedFor(now).ShouldBeNull();
        }
        tries.ShouldBeInRange(1000, 24 * 12 * Guesses.OfPlace.Most + Guesses.OfPlace.Most);
    }

    [Fact]
    public void Many_places_together_guess_no_faster_than_the_accounts_limit_and_a_known_one_does_not_wait_for_them()
    {
        var (account, tries) = (default(Guesses), 0);
        for (var now = Noon; now < Noon.AddHours(1); now += TimeSpan.FromSeconds(1))
        {
            Guesses.Wait(default, account, isKnown: true, now).ShouldBeNull();
            if (Guesses.Wait(default, account, isKnown: false, now) is not null)
                continue;
            tries++;
            account = account.Failed(Guesses.OfAccount, now);
        }
        tries.ShouldBeLessThanOrEqualTo(12 * Guesses.OfAccount.Most);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    [InlineData(null, "unknown")]
    [InlineData("nonsense", "unknown")]
    public void An_address_stands_for_its_network(string? ip, string expected) => SignInPlace.OfAddress(ip).ShouldBe(expected);
}
