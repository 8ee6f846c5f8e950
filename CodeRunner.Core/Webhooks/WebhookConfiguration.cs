using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Webhooks;

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.Property(webhook => webhook.Id).ValueGeneratedNever();
        builder.Property(webhook => webhook.Url).HasMaxLength(Webhook.MostUrlLength);
        builder.PrimitiveCollection(webhook => webhook.Kinds).ElementType(kind => kind.HasConversion<string>());
        builder.HasOne<Project>().WithMany().HasForeignKey(webhook => webhook.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(webhook => webhook.ProjectId);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
