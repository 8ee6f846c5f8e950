using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Access;

internal sealed class PasswordResetConfiguration : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> builder)
    {
        builder.ToTable("password_resets");
        builder.HasKey(reset => reset.UserId);
        builder.HasOne<User>().WithOne().HasForeignKey<PasswordReset>(reset => reset.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(reset => reset.Hash).IsUnique();
    }
}
