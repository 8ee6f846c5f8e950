using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Access;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(user => user.Email).HasMaxLength(254);
        builder.Property(user => user.NormalizedEmail).HasMaxLength(254);
        builder.Property(user => user.DisplayName).HasMaxLength(100);
        builder.Property(user => user.PasswordHash).HasMaxLength(200);
        builder.Ignore(user => user.Guesses);
        builder.HasIndex(user => user.NormalizedEmail).IsUnique();
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
