using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Releases;

internal sealed class ForgottenImageConfiguration : IEntityTypeConfiguration<ForgottenImage>
{
    public void Configure(EntityTypeBuilder<ForgottenImage> builder)
    {
        builder.ToTable("forgotten_images");
        builder.HasKey(forgotten => forgotten.Image);
        builder.HasIndex(forgotten => forgotten.Since);
    }
}
