using System.Text;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Core.Access;

/// <summary>What a sign-in begins: its tokens count while it lasts. It ends when it was not used for a while, at its end in any case, or when somebody ends it.</summary>
public sealed class Session
{
    /// <summary>Of one account at once; beyond that, the oldest ends.</summary>
    public const int MostPerAccount = 100;

    public const int MostUserAgentLength = 300;

    /// <summary>It ends after so long without use.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    private Session()
    {
    }

    /// <summary>It lasts no longer than <paramref name="life"/>, however much it is used.</summary>
    public Session(Guid userId, string? ip, string? userAgent, DateTimeOffset now, TimeSpan life)
    {
        Id = Guid.CreateVersion7(now);
        UserId = userId;
        Ip = ip;
        UserAgent = Cut(userAgent);
        BegunAt = now;
        EndsAt = now + life;
        Use(now);
    }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    /// <summary>Where it was begun from.</summary>
    public string? Ip { get; private set; }

    /// <summary>What it was begun with, as that called itself: anybody's text.</summary>
    public string? UserAgent { get; private set; }

    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>When it last got new tokens.</summary>
    public DateTimeOffset LastUsedAt { get; private set; }

    /// <summary>When it ends if it is not used again; never after <see cref="EndsAt"/>.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>When somebody ended it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public SessionEnd? EndReason { get; private set; }

    /// <summary>Null while it lasts.</summary>
    public SessionEnd? Over(DateTimeOffset now) => EndReason ?? (ExpiresAt <= now ? SessionEnd.Expired : null);

    public void Use(DateTimeOffset now)
    {
        LastUsedAt = now;
        ExpiresAt = now + Idle < EndsAt ? now + Idle : EndsAt;
    }

    /// <summary>False when it was over already.</summary>
    public bool TryEnd(SessionEnd why, DateTimeOffset now)
    {
        if (Over(now) is not null)
            return false;
        (EndedAt, EndReason) = (now, why);
        return true;
    }

    private static string? Cut(string? userAgent)
    {
        if (userAgent is null || userAgent.Length <= MostUserAgentLength)
            return userAgent;
        var halves = Rune.TryGetRuneAt(userAgent, MostUserAgentLength - 1, out var last) && last.Utf16SequenceLength > 1;
        return userAgent[..(halves ? MostUserAgentLength - 1 : MostUserAgentLength)];
    }
}
