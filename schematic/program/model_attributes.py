"""What a compiled model calls something already, so that no net of it can.

`tests/emit/test_names.py` holds the names against those of `torch.nn.Module`, of the methods of
emitted models, and of the classes that `schematic.compile` puts before them; `UPDATE_GOLDEN=1`
writes them anew. They are written down because planning a model does not import torch.
"""

from __future__ import annotations

MODEL_ATTRIBUTES = frozenset(
    """
    T_destination _admitted _apply _backward_hooks _backward_pre_hooks _buffers _by_node
    _by_player _call_impl _check _check_recipe _compiled_call_impl _computed _forward_hooks
    _forward_hooks_always_called _forward_hooks_with_kwargs _forward_pre_hooks
    _forward_pre_hooks_with_kwargs _get_backward_hooks _get_backward_pre_hooks _get_name
    _impossible _is_full_backward_hook _load_from_state_dict _load_state_dict_post_hooks
    _load_state_dict_pre_hooks _loss _maybe_warn_non_full_backward_hook _modules _named_members
    _non_persistent_buffers_set _of _parameters _refuse_values
    _register_load_state_dict_pre_hook _register_state_dict_hook _replicate_for_data_parallel
    _save_to_state_dict _seen _slow_forward _state_dict_hooks _state_dict_pre_hooks _terms
    _version _wrapped_call_impl add_module apply bfloat16 buffers call_super_init children clip
    clips compile cpu cuda double draw dump_patches eval extra_repr float forward get_buffer
    get_extra_state get_parameter get_submodule graphs half infer ipu load_state_dict losses
    modules mtia named_buffers named_children named_modules named_parameters nets optimizers
    parameters players program reconstruct register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ sample schematic
    set_extra_state set_submodule share_memory source state_dict step steps terms to to_empty
    train training type xpu zero_grad
    """.split()  # noqa: SIM905 (a list would take a page)
)
