namespace CodeRunner.Web.Palette;

/// <summary>What the pages that are shown now offer to the palette, the newest first. For one circuit.</summary>
public sealed class PaletteOffers
{
    private readonly List<(object Owner, PaletteGroup Group)> offers = [];

    public IEnumerable<PaletteGroup> All => offers.Select(offer => offer.Group).Reverse();

    /// <summary>In the place of what that owner offered before.</summary>
    public void Offer(object owner, PaletteGroup group)
    {
        Withdraw(owner);
        offers.Add((owner, group));
    }

    public void Withdraw(object owner) => offers.RemoveAll(offer => offer.Owner == owner);
}
