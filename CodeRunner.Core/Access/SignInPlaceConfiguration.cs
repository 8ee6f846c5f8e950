using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Access;

internal sealed class SignInPlaceConfiguration : IEntityTypeConfiguration<SignInPlace>
{
    public void Configure(EntityTypeBuilder<SignInPlace> builder)
    {
        builder.ToTable("sign_in_places");
        builder.HasKey(place => new { place.UserId, place.Name });
        builder.Property(place => place.Name).HasMaxLength(SignInPlace.MostNameLength);
        builder.HasOne<User>().WithMany().HasForeignKey(place => place.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(place => place.FailedAt);
        builder.Ignore(place => place.Guesses);
    }
}
