using CodeRunner.Core.Access;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Templates;

internal sealed class VariableTemplateConfiguration : IEntityTypeConfiguration<VariableTemplate>
{
    public void Configure(EntityTypeBuilder<VariableTemplate> builder)
    {
        builder.ToTable("variable_templates");
        builder.Property(template => template.Id).ValueGeneratedNever();
        builder.Property(template => template.Name).HasMaxLength(TemplateRules.MostNameLength);
        builder.HasOne<Project>().WithMany().HasForeignKey(template => template.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(template => template.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(template => new { template.ProjectId, template.Name }).IsUnique();
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
