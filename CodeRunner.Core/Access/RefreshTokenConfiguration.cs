using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Access;

internal sealed class RefreshTokenConfiguration : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.ToTable("refresh_tokens");
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        // Services of before sessions had rows know families of tokens, and begin some without a row while they still run.
        builder.Property(token => token.SessionId).HasColumnName("family_id");
        builder.HasIndex(token => token.Hash).IsUnique();
        builder.HasIndex(token => token.SessionId);
        builder.HasIndex(token => token.ExpiresAt);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
