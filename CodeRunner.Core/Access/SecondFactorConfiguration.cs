using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Access;

internal sealed class SecondFactorConfiguration : IEntityTypeConfiguration<SecondFactor>
{
    public void Configure(EntityTypeBuilder<SecondFactor> builder)
    {
        builder.ToTable("second_factors");
        builder.HasKey(factor => factor.UserId);
        builder.Property(factor => factor.MasterKeyId).HasMaxLength(64);
        builder.HasOne<User>().WithOne().HasForeignKey<SecondFactor>(factor => factor.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(factor => new { factor.MasterKeyId, factor.UserId });
        builder.Ignore(factor => factor.Sealed).Ignore(factor => factor.Binding);
    }
}
