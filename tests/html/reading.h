// One HTML part, read as the engine reads it.
#pragma once

#include <string>

#include "triage/html/read.h"

struct Reading {
    core::Limits limits;
    core::Message m;

    const core::HtmlFacts& read(std::string html)
    {
        m = {};
        core::Part p;
        p.type = "text/html";
        p.data = std::move(html);
        m.parts.push_back(std::move(p));
        html::read_parts(m, limits);
        return m.html.at(0);
    }
};
