// One id type per thing that has ids (ULIDs as text, see base/id.hpp).
#pragma once

#include "base/id.hpp"

namespace manyhands::model {

using BrandId = base::Id<struct BrandTag>;
using DepartmentId = base::Id<struct DepartmentTag>;
using EmployeeId = base::Id<struct EmployeeTag>;
using AccountId = base::Id<struct AccountTag>;
using PostId = base::Id<struct PostTag>;
using ConversationId = base::Id<struct ConversationTag>;
using AnswerId = base::Id<struct AnswerTag>;
using PhraseId = base::Id<struct PhraseTag>;
using MediaId = base::Id<struct MediaTag>;
using TagId = base::Id<struct TagTag>;
using NoteId = base::Id<struct NoteTag>;
using NoticeId = base::Id<struct NoticeTag>;
using WebhookId = base::Id<struct WebhookTag>;
using DeliveryId = base::Id<struct DeliveryTag>;
using QueryId = base::Id<struct ListeningQueryTag>;
using PrivateFormId = base::Id<struct PrivateFormTag>;

}  // namespace manyhands::model
