#include "triage/agents/models.h"

namespace agents {

std::string model_section(std::string_view name)
{
    return "model." + std::string(name);
}

core::Result<std::shared_ptr<const Models>> open_models(const scan::SectionLookup& section)
{
    auto models = std::make_shared<Models>();
    for (const ModelRow& row : model_rows) {
        auto opened = model::Linear::open(section(model_section(row.name)));
        if (!opened)
            return opened.error();
        (*models).*(row.model) = *std::move(opened);
    }
    return std::shared_ptr<const Models>(std::move(models));
}

} // namespace agents
