// Hourly staff: shifts and the log of their time (src/http/shift_api.cpp).
import type { Id, Instant } from './types';

export interface Shift { id: Id; employee_id: Id; begins_at: Instant; ends_at: Instant }
export interface MyShift { hourly: boolean; on_shift: boolean; ends_at: Instant | null; next_at: Instant | null }
export interface ShiftPlan { items: Shift[]; hourly: Id[]; zone: string }
export interface ShiftImportRow { line: number; ok: boolean; email: string; begins_at: Instant | null; ends_at: Instant | null; problem: string | null }
export interface ShiftImport { saved: boolean; total: number; good: number; encoding: 'utf-8' | 'cp949'; rows: ShiftImportRow[] }
export interface WorkEntry { employee_id: Id; conversation_id: Id; answer_id: Id; began_at: Instant; ended_at: Instant; counted_seconds: number; outside_seconds: number }
export interface TimeLog { items: WorkEntry[]; zone: string; answers: number; counted_seconds: number; outside_seconds: number }
