using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Matrix;

/// <summary>Somebody who asks, as <paramref name="EnterAsync"/> makes them in a world, and what they have; <paramref name="Within"/> the project: null for nothing at all.</summary>
internal sealed record Principal(string Name, Rights OnPlatform, Grants? Within, Func<World, Task<TestUser>> EnterAsync)
{
    public bool IsMachine { get; init; }

    public bool IsSignedIn => OnPlatform.HasFlag(Rights.SignedIn);

    /// <summary>The status that refuses; null for who may ask.</summary>
    public int? RefusalOf(Ask ask) =>
        ask.ForPeople && IsMachine ? 403 : RefusalOf(ask.Needs, ask.Place);

    public int? RefusalOf(Rights needs, Place place) =>
        needs == Rights.Anyone ? null
        : !IsSignedIn ? 401
        : place == Place.Platform ? (OnPlatform.HasFlag(needs) ? null : 403)
        : Within is null ? 404
        : Within.In(place).HasFlag(needs) ? null : 403;

    public override string ToString() => Name;
}
