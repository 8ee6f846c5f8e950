using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Templates;

internal sealed class VariableTemplateVersionConfiguration : IEntityTypeConfiguration<VariableTemplateVersion>
{
    public void Configure(EntityTypeBuilder<VariableTemplateVersion> builder)
    {
        builder.ToTable("variable_template_versions");
        builder.Property(version => version.Id).ValueGeneratedNever();
        builder.Property(version => version.Description).HasMaxLength(TemplateRules.MostDescriptionLength);
        builder.Property(version => version.Keys).AsJson();
        builder.HasOne<VariableTemplate>().WithMany().HasForeignKey(version => version.TemplateId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(version => version.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(version => new { version.TemplateId, version.Number }).IsUnique();
    }
}
